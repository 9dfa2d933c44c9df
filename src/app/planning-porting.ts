import { dirname, resolve } from 'node:path';
import type { PlanInputs } from '../core/plan/inputs.ts';
import { portingCases } from '../core/portability/porting.ts';
import type { Request } from '../core/workload/request.ts';

type Porting = Pick<PlanInputs, 'portingOf'>;

/**
 * Audits the code that a request names, for what porting it costs on each chip; nothing where it names none. The folder is
 * relative to the request's file. Throws InputError when it cannot be read.
 */
export const portingFor = async (
  requestFile: string,
  { software }: Pick<Request, 'software'>,
  onProgress: (text: string | null) => void = () => undefined,
): Promise<Porting> => {
  if (software === undefined) return {};
  const { AUDIT_DEFAULTS, auditFolder } = await import('./audit/audit.ts');
  const path = resolve(dirname(requestFile), software.repository);
  const { audit } = await auditFolder(path, {
    ...AUDIT_DEFAULTS,
    onProgress: (text) => onProgress(text === null ? null : `auditing ${software.repository}: ${text}`),
  });
  return { portingOf: portingCases(audit) };
};
