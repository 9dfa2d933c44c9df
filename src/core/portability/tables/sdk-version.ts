/** A release of the Neuron SDK, or one that the vendor has announced: `2.33.0`. */
export interface SdkRelease {
  readonly version: string;
  /** Day of the release; null for one that is only announced. */
  readonly date: string | null;
  readonly standing: 'released' | 'announced';
  readonly source: string;
}

/** SDK versions from which, and before which, a row of the tables holds. Null: as far as the tables reach. */
export interface Validity {
  readonly since: string | null;
  readonly until: string | null;
}

const NUMBERS = /^\d+(?:\.\d+){1,2}$/;

/** Whether a text is a version such as `2.31` or `2.32.0`. */
export const isSdkVersion = (text: string): boolean => NUMBERS.test(text);

/** `2.32` is the first patch of its release. */
const patchOf = (version: string): string => (version.split('.').length === 2 ? `${version}.0` : version);

/** Negative where the first version is earlier, positive where it is later; `2.32` equals `2.32.0`. */
export const compareSdkVersions = (first: string, second: string): number =>
  patchOf(first).localeCompare(patchOf(second), 'en', { numeric: true });

/** Whether a row holds for an SDK version: from `since` on, and no longer from `until` on. */
export const holdsAt = ({ since, until }: Validity, version: string): boolean =>
  (since === null || compareSdkVersions(version, since) >= 0) &&
  (until === null || compareSdkVersions(version, until) < 0);
