import {z} from 'zod';
import type {Database} from '../records/database.ts';

/** A POST to the other service whose answer has not come. */
export interface Sent {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** A day before it. */
  readonly since: Date;
  /** The tokens since then that were there before it. */
  readonly tokensBefore: readonly string[];
}

/** Which user made which token of another service, in plain SQL. */
export class PassedOnStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async has(owner: string, token: string): Promise<boolean> {
    const sql = 'select token from ppj_passed_on where owner = $1 and token = $2';
    return (await this.#database.query(sql, [owner, token])).length > 0;
  }

  async tokensOf(owner: string): Promise<ReadonlySet<string>> {
    const rows = await this.#database.query('select token from ppj_passed_on where owner = $1', [owner]);
    return new Set(rows.map(tokenOf));
  }

  /** Whether the token is anybody's. */
  async isHeld(token: string): Promise<boolean> {
    return (await this.#database.query('select 1 from ppj_passed_on where token = $1', [token])).length > 0;
  }

  async findByIdentifier(owner: string, identifier: string): Promise<string | undefined> {
    const sql = 'select token from ppj_passed_on where owner = $1 and identifier = $2';
    return (await this.#database.query(sql, [owner, identifier])).map(tokenOf)[0];
  }

  /** Notes whose a token is; what was sent for it has its answer then. */
  async hold(owner: string, token: string, identifier: string | undefined): Promise<void> {
    await this.#database.transaction(async (query) => {
      await query('insert into ppj_passed_on values ($1, $2, $3) on conflict do nothing', [
        owner,
        token,
        identifier ?? null,
      ]);
      await query('delete from ppj_sent where owner = $1 and identifier = $2', [owner, identifier ?? null]);
    });
  }

  /** An earlier one that is noted stays: its Job may still come to light. */
  async noteSent(owner: string, identifier: string, {fileName, sizeBytes, since, tokensBefore}: Sent): Promise<void> {
    await this.#database.query(
      `insert into ppj_sent (owner, identifier, file_name, file_size, tokens_before, since)
       values ($1, $2, $3, $4, $5::text::jsonb, $6) on conflict do nothing`,
      [owner, identifier, fileName, sizeBytes, JSON.stringify(tokensBefore), since.toISOString()],
    );
  }

  async findSent(owner: string, identifier: string): Promise<Sent | undefined> {
    const sql = 'select * from ppj_sent where owner = $1 and identifier = $2';
    const [row] = await this.#database.query(sql, [owner, identifier]);
    if (row === undefined) return undefined;
    const {file_name: fileName, file_size: sizeBytes, since, tokens_before: tokensBefore} = SentRow.parse(row);
    return {fileName, sizeBytes, since, tokensBefore};
  }

  async forgetSent(owner: string, identifier: string): Promise<void> {
    await this.#database.query('delete from ppj_sent where owner = $1 and identifier = $2', [owner, identifier]);
  }
}

const SentRow = z.object({
  file_name: z.string(),
  file_size: z.coerce.number(),
  since: z.date(),
  tokens_before: z.array(z.string()),
});

const TokenRow = z.object({token: z.string()});

function tokenOf(row: unknown): string {
  return TokenRow.parse(row).token;
}
