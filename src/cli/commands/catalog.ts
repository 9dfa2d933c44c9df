import type { Command } from 'commander';
import { EXIT, runToExitCode } from '../exit.ts';
import { openTerminal, type Terminal } from '../terminal.ts';

interface Options {
  readonly catalog?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly kind?: string;
  readonly svg?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const withCommon = (command: Command): Command =>
  command
    .option('--catalog <file>', 'your own facts, prices and products, merged over the shipped ones', collect)
    .option('--json', 'the result as JSON')
    .option('-q, --quiet', 'print nothing but what was asked for');

/** Infinity means "reaches everything" in a network tier; JSON has no word for it. */
const asJson = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, each: unknown) => {
      if (each === Number.POSITIVE_INFINITY) return 'unbounded';
      return each instanceof Map ? Object.fromEntries(each) : each;
    },
    2,
  );

const run = (options: Options, work: (terminal: Terminal) => Promise<string>): Promise<number> =>
  runToExitCode(async () => {
    const terminal = openTerminal({ quiet: options.quiet === true });
    terminal.write(await work(terminal));
    return EXIT.fine;
  });

const registerList = (catalog: Command): void => {
  withCommon(catalog.command('list'))
    .description('List what the catalogue holds.')
    .option('--kind <kind>', 'systems, chips, parts, prices, assumptions or market', 'systems')
    .action(async (options: Options) => {
      process.exitCode = await run(options, async (terminal) => {
        const { listCatalog } = await import('../../app/catalog.ts');
        const { catalogListText } = await import('../../core/report/catalog-list.ts');
        const list = await listCatalog(options.kind ?? 'systems', options.catalog ?? []);
        if (options.json === true) return asJson(list.data);
        const text = catalogListText(list, terminal.columns);
        return options.quiet === true
          ? text
          : `${text}\n\n${list.rows.length} ${list.kind}. rackwright catalog show <id> opens one.`;
      });
    });
};

const registerShow = (catalog: Command): void => {
  withCommon(catalog.command('show'))
    .description(
      'Show a product: drawing, parts, networking, power, weight, prices, and every fact with its source.',
    )
    .argument('<id>', 'a chip, rack, server, instance, slice or part')
    .option('--svg <file>', 'also write the rack elevation as SVG')
    .action(async (id: string, options: Options) => {
      process.exitCode = await run(options, async (terminal) => {
        const { showProduct } = await import('../../app/catalog.ts');
        const { productText } = await import('../../core/report/catalog-product-text.ts');
        const view = await showProduct(id, options.catalog ?? [], options.svg ?? null);
        return options.json === true ? asJson(view) : productText(view, terminal.columns);
      });
    });
};

const registerCompare = (catalog: Command): void => {
  withCommon(catalog.command('compare'))
    .description('Put chips or systems side by side, the best of each line marked.')
    .argument('<ids...>', 'two or more ids')
    .action(async (ids: string[], options: Options) => {
      process.exitCode = await run(options, async (terminal) => {
        const { compareCatalog } = await import('../../app/catalog.ts');
        const { comparisonText } = await import('../../core/report/catalog-compare.ts');
        const comparison = await compareCatalog(ids, options.catalog ?? []);
        return options.json === true ? asJson(comparison) : comparisonText(comparison, terminal.columns);
      });
    });
};

const registerCheck = (catalog: Command): void => {
  withCommon(catalog.command('check'))
    .description('Check the catalogue, or a file of your own; says where sources disagree or are silent.')
    .argument('[file]', 'a file as for --catalog')
    .action(async (file: string | undefined, options: Options) => {
      process.exitCode = await run(options, async (terminal) => {
        const { checkCatalog } = await import('../../app/catalog.ts');
        const { catalogReportText } = await import('../../core/report/catalog-check.ts');
        const report = await checkCatalog([
          ...(options.catalog ?? []),
          ...(file === undefined ? [] : [file]),
        ]);
        if (options.json === true) return asJson(report);
        return options.quiet === true
          ? `Catalogue ${report.version}: no fault found.`
          : catalogReportText(report, terminal.columns);
      });
    });
};

export const registerCatalog = (program: Command): void => {
  const catalog = program
    .command('catalog')
    .description('What is known of chips, racks, prices and parts, with the source of every fact.');
  for (const register of [registerList, registerShow, registerCompare, registerCheck]) register(catalog);
};
