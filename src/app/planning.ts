import { join } from 'node:path';
import type { ZodType } from 'zod';
import type { Catalog } from '../core/catalog/catalog.ts';
import {
  type PowerAndSiteConstants,
  powerAndSiteConstants,
  powerAndSiteSchema,
} from '../core/catalog/power-and-site.ts';
import { resolveSystems } from '../core/catalog/resolve.ts';
import type { SystemSpec } from '../core/catalog/system.ts';
import { createMemo, type Memo } from '../core/memo.ts';
import type { Calibrated } from '../core/performance/calibrated.ts';
import type { Calibration, CalibrationTarget } from '../core/performance/calibration/calibration.ts';
import { resolveCalibration } from '../core/performance/calibration/resolve.ts';
import type { InferenceConstants } from '../core/performance/inference/constants.ts';
import { planServing } from '../core/performance/inference/plan-serving.ts';
import { readInferencePrior } from '../core/performance/inference/prior.ts';
import { type ReliabilityFile, reliabilityFrom, reliabilitySchema } from '../core/performance/reliability.ts';
import { readTrainingConstants, type TrainingConstants } from '../core/performance/training/constants.ts';
import { planTraining } from '../core/performance/training/plan-training.ts';
import { type TrainingPractice, trainingPracticeSchema } from '../core/performance/training/practice.ts';
import type { PlanInputs, SizeWorkload } from '../core/plan/inputs.ts';
import { priceTiersSchema } from '../core/plan/price-tiers.ts';
import { assumed } from '../core/quantity/figure.ts';
import type { ModelArchitecture } from '../core/workload/architecture.ts';
import { assumptionId, type RequestDefaults } from '../core/workload/request/defaults.ts';
import type { Request } from '../core/workload/request.ts';
import { routesExperts, shapeName } from '../core/workload/shape-name.ts';
import { loadCalibration } from '../platform/files/calibration.ts';
import { loadCatalog } from '../platform/files/catalog.ts';
import { loadRequestDefaults } from '../platform/files/request.ts';
import { readTextFile } from '../platform/files/text-file.ts';
import { parseYaml } from '../platform/files/yaml-document.ts';
import { packageRoot } from './package-root.ts';

type PowerAndSiteFile = Parameters<typeof powerAndSiteConstants>[0];

/** Everything on disk that plans are made from, read once; requests come and go. */
export interface PlanningData {
  readonly catalog: Catalog;
  readonly calibration: Calibration;
  readonly inferencePrior: InferenceConstants;
  readonly trainingPrior: TrainingConstants;
  readonly reliability: ReliabilityFile;
  readonly practice: TrainingPractice;
  readonly powerAndSite: PowerAndSiteFile;
  readonly defaults: RequestDefaults;
  /** Speeds for one user at which output tokens are priced. */
  readonly priceTiers: readonly number[];
  /** What plans for earlier requests found, so that one changed number costs only what depends on it. */
  readonly memo: Memo;
}

const readData = async <T>(path: string, schema: ZodType<T>): Promise<T> => {
  const attempted = `reading ${path}`;
  return parseYaml(path, await readTextFile(path, attempted), schema, attempted);
};

const readJson = async (path: string): Promise<unknown> =>
  JSON.parse(await readTextFile(path, `reading ${path}`)) as unknown;

/** Reads the shipped data, with the user's own catalogue files over it. Throws InputError on a faulty user file. */
export const openPlanning = async (overlays: readonly string[]): Promise<PlanningData> => {
  const root = packageRoot();
  const catalogRoot = join(root, 'catalog');
  const [catalog, calibration, inference, training, reliability, practice, powerAndSite, defaults, tiers] =
    await Promise.all([
      loadCatalog(catalogRoot, overlays),
      loadCalibration(root),
      readJson(join(catalogRoot, 'calibration', 'inference.json')),
      readJson(join(catalogRoot, 'calibration', 'training.json')),
      readData(join(catalogRoot, 'reliability.yaml'), reliabilitySchema),
      readData(join(catalogRoot, 'training-practice.yaml'), trainingPracticeSchema),
      readData(join(catalogRoot, 'power-and-site.yaml'), powerAndSiteSchema),
      loadRequestDefaults(catalogRoot),
      readData(join(catalogRoot, 'defaults', 'price-tiers.yaml'), priceTiersSchema),
    ]);
  return Object.freeze({
    catalog,
    calibration,
    inferencePrior: readInferencePrior(inference).constants,
    trainingPrior: readTrainingConstants(training).constants,
    reliability,
    practice,
    powerAndSite,
    defaults,
    priceTiers: tiers.tokens_per_second_per_user,
    memo: createMemo(),
  });
};

type Overrides = Request['assumptions'];

/** The request's assumptions that belong to the catalogue; the rest belong to the other data files, by id. */
export const catalogOverrides = (data: PlanningData, request: Request): Overrides => {
  const elsewhere = new Set([
    ...Object.keys(data.powerAndSite),
    ...Object.keys(data.reliability),
    ...Object.keys(data.defaults).map((id) => assumptionId(id as keyof RequestDefaults)),
  ]);
  return Object.fromEntries(Object.entries(request.assumptions).filter(([id]) => !elsewhere.has(id)));
};

/** A plan is for a run that no publication has printed, by the engine that is usual. */
const calibrationTarget = ({ chip }: SystemSpec, model: ModelArchitecture): CalibrationTarget => ({
  chipId: chip.id,
  vendor: chip.vendor,
  engine: null,
  model: shapeName(model),
  experts: routesExperts(model),
  source: null,
});

/** The serving model as calibrated for a model on a system. */
export const inferenceFor = (
  data: PlanningData,
  system: SystemSpec,
  model: ModelArchitecture,
): Calibrated<InferenceConstants> => {
  const { calibration, inferencePrior, memo } = data;
  const target = calibrationTarget(system, model);
  return memo.recall('inference calibration', [target], () =>
    resolveCalibration(calibration.inference, calibration.version, inferencePrior, target),
  );
};

/** The training model as calibrated for a model on a system. */
export const trainingFor = (
  data: PlanningData,
  system: SystemSpec,
  model: ModelArchitecture,
): Calibrated<TrainingConstants> => {
  const { calibration, trainingPrior, memo } = data;
  const target = calibrationTarget(system, model);
  return memo.recall('training calibration', [target], () =>
    resolveCalibration(calibration.training, calibration.version, trainingPrior, target),
  );
};

const sizerFor = (data: PlanningData, request: Request, systems: readonly SystemSpec[]): SizeWorkload => {
  const { memo } = data;
  const { failureHeadroom } = request.terms;
  const reliability = reliabilityFrom(data.reliability, request.assumptions);
  const sized: SizeWorkload = (system, workload) => {
    switch (workload.kind) {
      case 'serving':
      case 'batch':
        return planServing(system, workload, inferenceFor(data, system, workload.model), {
          failureHeadroom,
          reliability,
          memo,
        });
      case 'pretraining':
      case 'fine-tuning':
        return planTraining(system, workload, trainingFor(data, system, workload.model), {
          failureHeadroom,
          reliability,
          practice: data.practice,
          memo,
        });
    }
  };
  // The data are the same for all requests: the name of a system among the systems says all of it.
  return (system, workload) =>
    memo.recall('outcome', [systems, system.id, request.assumptions, failureHeadroom, workload], () =>
      sized(system, workload),
    );
};

const systemsFor = (data: PlanningData, request: Request): readonly SystemSpec[] => {
  const overrides = catalogOverrides(data, request);
  return data.memo.recall('systems', [overrides], () => resolveSystems(data.catalog, overrides));
};

const constantsFor = (data: PlanningData, request: Request): PowerAndSiteConstants =>
  powerAndSiteConstants(data.powerAndSite, request.assumptions);

/** What `plan` needs for a request, from the data read. Throws InputError for an assumption that no data file knows. */
export const planInputs = (
  data: PlanningData,
  request: Request,
  onProgress?: PlanInputs['onProgress'],
): PlanInputs => {
  const { value, reason, override } = data.defaults.pue;
  const systems = systemsFor(data, request);
  return {
    request,
    systems,
    sizeWorkload: sizerFor(data, request, systems),
    powerAndSite: constantsFor(data, request),
    defaultPue: assumed('1', value, { id: assumptionId('pue'), reason, override }),
    priceTiers: data.priceTiers,
    catalogVersion: data.catalog.version,
    calibrationVersion: data.calibration.version,
    memo: data.memo,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
};
