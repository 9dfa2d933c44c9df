/** Words by which result files say what they are, and of which edition. */
export const ALLOCATION_FORMAT = 'rackwright.allocation/1';
export const PROMISE_FORMAT = 'rackwright.promise/1';
