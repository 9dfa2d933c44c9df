import type { FileScan } from '../scan.ts';
import type { Finding } from '../verdict.ts';
import type { Judgement } from './judgement.ts';

export type Framework = 'torch' | 'jax' | 'tensorflow' | 'none';

/** What the code is for, as far as it shows; a repository may do both. */
export interface Purpose {
  readonly framework: Framework;
  readonly trains: boolean;
  readonly serves: boolean;
  /** Source files that name the device `neuron` already. */
  readonly filesNamingNeuron: number;
}

const isWeighed = ({ role }: { readonly role: FileScan['role'] }): boolean =>
  role === 'source' || role === 'deployment';

const filesWith = (scans: readonly FileScan[], fact: string): number =>
  scans.filter((scan) => isWeighed(scan) && scan.facts.includes(fact)).length;

const frameworkOf = (scans: readonly FileScan[]): Framework => {
  const torch = filesWith(scans, 'imports:torch');
  const jax = filesWith(scans, 'imports:jax');
  const tensorflow = filesWith(scans, 'imports:tensorflow');
  const most = Math.max(torch, jax, tensorflow);
  if (most === 0) return 'none';
  if (torch === most) return 'torch';
  return jax === most ? 'jax' : 'tensorflow';
};

/** What the code of a repository is written in and for, from its imports and from the rules it meets. */
export const purposeOf = (
  scans: readonly FileScan[],
  findings: readonly Finding[],
  { training_rules }: Pick<Judgement, 'training_rules'>,
): Purpose => {
  const met = findings.filter((finding) => isWeighed(finding) && finding.place !== 'comment');
  return {
    framework: frameworkOf(scans),
    trains: met.some(({ rule }) => training_rules.includes(rule)),
    filesNamingNeuron: filesWith(scans, 'names-device:neuron'),
    serves: met.some(({ rule }) => rule.startsWith('SV-')),
  };
};
