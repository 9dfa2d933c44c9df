import { InvalidArgumentError } from 'commander';

const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;
const HUNDRED = 100;

/** A relative gap: `0.1%` or `0.001`. */
export const gapOf = (text: string): number => {
  const percent = PERCENT.exec(text.trim());
  const value = percent === null ? Number(text) : Number(percent[1]) / HUNDRED;
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('a share such as 0.1% or 0.001 is needed.');
  return value;
};

const MOST_SECONDS = 86_400;

/** A time limit in seconds: `60` or `60 s`. */
export const secondsOf = (text: string): number => {
  const value = Number(text.trim().replace(/\s*s$/, ''));
  if (text.trim() === '' || !(value > 0 && value <= MOST_SECONDS))
    throw new InvalidArgumentError(`seconds above 0 and up to ${MOST_SECONDS} are needed.`);
  return value;
};
