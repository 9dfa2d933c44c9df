export interface PostgresServer {
  readonly databaseUrl: string;
  readonly version: string;
  readonly start: () => Promise<void>;
  readonly stopImmediately: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

export const postgresMissing: () => string | null;

export const launchPostgres: (options?: {
  readonly settings?: Readonly<Record<string, string | number>>;
}) => Promise<PostgresServer>;
