import fc from 'fast-check';

/** Property tests draw the same cases in every run, so that a failure can be repeated; FC_SEED draws others. */
const seed = process.env['FC_SEED'];
fc.configureGlobal({ seed: seed === undefined ? 20261121 : Number(seed) });
