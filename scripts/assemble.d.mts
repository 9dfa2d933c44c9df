/** What src/core/neuroncore/numeric/wasm/module.ts has to say for the present text of the .wat files. */
export const moduleSource: () => Promise<string>;
