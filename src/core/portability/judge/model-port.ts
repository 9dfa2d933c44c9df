import type { Days } from './effort.ts';
import type { Judgement } from './judgement.ts';

/** What it takes to port a model that no stack lists. */
export interface ModelPort {
  readonly days: Days;
  readonly driver: string;
  /** Public ports of its class, with their size. */
  readonly leansOn: readonly string[];
}

/** Days for a model outside the lists, by the class of its architecture, with the sign-off of accuracy and speed. */
export const modelPort = (
  architecture: string,
  { anchors, model_classes }: Pick<Judgement, 'anchors' | 'model_classes'>,
): ModelPort => {
  const id = model_classes.find(({ architectures }) => architectures.test(architecture))?.class;
  const found = anchors.modelClasses.find((each) => each.id === id);
  if (found === undefined) throw new RangeError(`The anchors of effort have no class for ${architecture}`);
  const { signOff, ports } = anchors;
  return {
    days: { low: found.daysLow + signOff.daysLow, high: found.daysHigh + signOff.daysHigh },
    driver: `${architecture}: port of a ${found.name}, ${signOff.daysLow} to ${signOff.daysHigh} days of sign-off included`,
    leansOn: ports
      .filter((port) => port.class === found.id)
      .map(({ name, lines, source }) => `${name}: ${lines.toLocaleString('en-GB')} lines (${source})`),
  };
};
