/** First in, first out, with a way back to the front; a ring that doubles when full. */
export interface RequestQueue {
  ring: Int32Array;
  head: number;
  length: number;
}

const FIRST_SIZE = 64;

export const openQueue = (): RequestQueue => ({ ring: new Int32Array(FIRST_SIZE), head: 0, length: 0 });

const grow = (queue: RequestQueue): void => {
  const { ring, head, length } = queue;
  const larger = new Int32Array(2 * ring.length);
  for (let at = 0; at < length; at++) larger[at] = ring[(head + at) & (ring.length - 1)] ?? -1;
  queue.ring = larger;
  queue.head = 0;
};

export const pushBack = (queue: RequestQueue, request: number): void => {
  if (queue.length === queue.ring.length) grow(queue);
  queue.ring[(queue.head + queue.length) & (queue.ring.length - 1)] = request;
  queue.length += 1;
};

export const pushFront = (queue: RequestQueue, request: number): void => {
  if (queue.length === queue.ring.length) grow(queue);
  queue.head = (queue.head - 1) & (queue.ring.length - 1);
  queue.ring[queue.head] = request;
  queue.length += 1;
};

/** The request at the front; -1 when there is none. */
export const front = (queue: RequestQueue): number =>
  queue.length === 0 ? -1 : (queue.ring[queue.head] ?? -1);

export const dropFront = (queue: RequestQueue): void => {
  queue.head = (queue.head + 1) & (queue.ring.length - 1);
  queue.length -= 1;
};
