/** How far a stack has come, best first. `maintenance`: pinned to an older SDK; `ended`: nothing of it ships any more. */
export type StackStatus = 'public' | 'public-beta' | 'closed-beta' | 'maintenance' | 'ended';

/** The software that something would run on. */
export interface Stack {
  readonly name: string;
  readonly status: StackStatus;
  readonly source: string;
}

/** What a stack is asked for. */
export type StackUse =
  | 'torch-training'
  | 'torch-inference'
  | 'jax'
  | 'tensorflow'
  | 'serving'
  | 'kernels'
  | 'deployment';

const STATUS_WORDS: Readonly<Record<StackStatus, string>> = {
  public: '',
  'public-beta': ' (public beta)',
  'closed-beta': ' (closed beta, on request)',
  maintenance: ' (maintenance, older SDK)',
  ended: ' (ended)',
};

export const stackText = ({ name, status }: Stack): string => `${name}${STATUS_WORDS[status]}`;

/** Whether what runs on it runs on something that the vendor supports today. */
export const isReleased = ({ status }: Stack): boolean => status === 'public';
