/** Where a buyer could run: two chips of Trainium, and beside them what AMD and Google sell. */
export const TARGETS = ['trn2', 'trn3', 'rocm', 'tpu'] as const;
export type Target = (typeof TARGETS)[number];

/** How each target is called in tables and reports. */
export const TARGET_NAMES: Readonly<Record<Target, string>> = Object.freeze({
  trn2: 'Trn2',
  trn3: 'Trn3',
  rocm: 'ROCm',
  tpu: 'TPU',
});

/** The targets whose software is the Neuron SDK. */
export const isNeuron = (target: Target): target is 'trn2' | 'trn3' => target === 'trn2' || target === 'trn3';
