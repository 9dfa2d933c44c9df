interface Waiting<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (error: unknown) => void;
}

/** A queue whose inputs are worked on in groups. */
export interface Lane<Input, Output> {
  readonly submit: (input: Input) => Promise<Output>;
  /** Settles when everything submitted before is answered. */
  readonly idle: () => Promise<void>;
}

/**
 * Group commit: one group at a time, made of all that came in while the one before was worked on. A group that fails is
 * taken apart, so that one input cannot spoil the others.
 *
 * @param alone whether a failed group is worth taking apart after this error.
 */
export const openLane = <Input, Output>(
  run: (inputs: readonly Input[]) => Promise<readonly Output[]>,
  most: number,
  alone: (error: unknown) => boolean,
): Lane<Input, Output> => {
  let waiting: Waiting<Input, Output>[] = [];
  let working: Promise<void> | null = null;

  const answer = async (group: readonly Waiting<Input, Output>[]): Promise<void> => {
    try {
      const outputs = await run(group.map(({ input }) => input));
      group.forEach(({ resolve, reject }, index) => {
        const output = outputs[index];
        if (output === undefined) reject(new Error('a group gave fewer answers than it had inputs'));
        else resolve(output);
      });
    } catch (error) {
      if (group.length > 1 && alone(error)) for (const one of group) await answer([one]);
      else for (const { reject } of group) reject(error);
    }
  };

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answer(group);
    }
    working = null;
  };

  return {
    submit: (input) =>
      new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        working ??= Promise.resolve().then(work);
      }),
    idle: async () => {
      while (working !== null) await working;
    },
  };
};
