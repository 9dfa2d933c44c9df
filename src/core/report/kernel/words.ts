/** A duration with three significant digits and the unit that suits it: `12.3 µs`. */
export const secondsText = (seconds: number): string => {
  const [scale, unit] =
    seconds >= 1 ? [1, 's'] : seconds >= 1e-3 ? [1e3, 'ms'] : seconds >= 1e-6 ? [1e6, 'µs'] : [1e9, 'ns'];
  return `${Number((seconds * (scale as number)).toPrecision(3))} ${unit}`;
};

/** A share as a percentage: `12 %`, `0.4 %`. */
export const shareText = (share: number): string => {
  const percent = 100 * share;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
};

/** Bytes with three significant digits and a binary unit: `24 KiB`. */
export const bytesText = (bytes: number): string => {
  const [scale, unit] =
    bytes >= 2 ** 30
      ? [2 ** 30, 'GiB']
      : bytes >= 2 ** 20
        ? [2 ** 20, 'MiB']
        : bytes >= 1024
          ? [1024, 'KiB']
          : [1, 'B'];
  return `${Number((bytes / (scale as number)).toPrecision(3))} ${unit}`;
};
