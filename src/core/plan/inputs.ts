import type { PowerAndSiteConstants } from '../catalog/power-and-site.ts';
import type { ChipSpec, SystemSpec } from '../catalog/system.ts';
import type { Memo } from '../memo.ts';
import type { Refusal, WorkloadOutcome } from '../performance/outcome.ts';
import type { PortingCase } from '../portability/porting.ts';
import type { Figure } from '../quantity/figure.ts';
import type { Request, Workload } from '../workload/request.ts';

/** Sizes one workload on one system; bound to calibration and reliability data by the use case. */
export type SizeWorkload = (system: SystemSpec, workload: Workload) => WorkloadOutcome | Refusal;

/** Everything a plan is made from. The same inputs give the same result, byte for byte. */
export interface PlanInputs {
  readonly request: Request;
  /** Every system of the catalogue, resolved with the assumptions of the request. */
  readonly systems: readonly SystemSpec[];
  readonly sizeWorkload: SizeWorkload;
  readonly powerAndSite: PowerAndSiteConstants;
  /** Power usage effectiveness where the request names no site. */
  readonly defaultPue: Figure<'1'>;
  /** Speeds for one user, in tokens per second, at which output tokens are priced. */
  readonly priceTiers: readonly number[];
  /** What the audit of the buyer's code says for a chip, null where it says nothing; absent where no code is named. */
  readonly portingOf?: (chip: ChipSpec) => PortingCase | null;
  readonly catalogVersion: string;
  readonly calibrationVersion: string;
  /** What plans for earlier requests found; nothing is remembered without it. */
  readonly memo?: Memo;
  /** Told what is being sized, so that somebody waiting sees it move. */
  readonly onProgress?: (done: number, of: number, chip: ChipSpec) => void;
}
