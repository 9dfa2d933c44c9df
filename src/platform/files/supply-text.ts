import { InputError } from '../../core/input-error.ts';
import type { SupplyCase } from '../../core/supply/case.ts';
import { supplySchema } from '../../core/supply/file/schema.ts';
import { supplyCaseFrom } from '../../core/supply/supply-file.ts';
import { fromCatalog, loadSupplyDefaults } from './supply.ts';
import { locateInYaml, parseYaml } from './yaml-document.ts';

const ATTEMPTED = 'reading the supply file';
const NAME = 'supply.yaml';

/** What names files, which a text that came from elsewhere may not make this machine read. */
const FILE_KEYS = ['csv', 'baseline', 'previous_plan'] as const;

/**
 * The case that the text of a supply file describes, for texts that somebody sent: one that names files is refused.
 * Throws InputError with line, column and caret on anything that cannot be used.
 */
export const supplyFromText = async (text: string, catalogRoot: string): Promise<SupplyCase> => {
  const written = parseYaml(NAME, text, supplySchema, ATTEMPTED);
  const locate = (where: readonly (string | number)[]) => locateInYaml(NAME, text, where);
  const naming = FILE_KEYS.find((key) => Object.hasOwn(written, key));
  if (naming !== undefined) {
    const position = locate([naming]);
    throw new InputError({
      attempted: ATTEMPTED,
      found: `"${naming}", which names a file`,
      accepted: 'a supply file that is whole by itself; for tables and earlier plans use rackwright allocate',
      ...(position === undefined ? {} : { position }),
    });
  }
  const [defaults, catalog] = await Promise.all([
    loadSupplyDefaults(catalogRoot),
    fromCatalog(written, { catalogRoot }, locate),
  ]);
  return supplyCaseFrom(written, { fallbackName: 'supply', defaults, ...catalog, locate }).case;
};
