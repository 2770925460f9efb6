import type {Database} from './database.ts';

/** Brings the tables up to date: runs the steps that this database has not seen, each with its number in one go. */
export async function migrate(database: Database): Promise<void> {
  await database.query('create table if not exists schema_version (version integer primary key)');
  const [row] = await database.query('select coalesce(max(version), 0)::integer as version from schema_version');
  const version = Number(row?.['version']);
  for (const [index, statements] of steps.entries()) {
    if (index < version) continue;
    await database.transaction(async (query) => {
      for (const statement of statements) await query(statement);
      await query('insert into schema_version values ($1)', [index + 1]);
    });
  }
}

/** Only ever added to: a step that has been released stays as it is. */
const steps: ReadonlyArray<readonly string[]> = [
  [
    `create table originals (
      biz_id text primary key,
      owner text not null,
      identifier text not null,
      file_name text not null,
      file_size bigint not null,
      biz_key text not null,
      project_id text,
      file_id text,
      nas_path text,
      transcode_status integer check (transcode_status in (1, -1)),
      transcode_path text,
      created_at timestamptz not null default now(),
      unique (owner, identifier),
      check ((file_id is null) <> (nas_path is null))
    )`,
    `create table transcode_files (
      owner text not null,
      folder text not null,
      name text not null,
      identifier text not null,
      file_id text not null,
      primary key (owner, folder, name)
    )`,
  ],
  [
    `create table ppj_jobs (
      token text primary key,
      number bigserial,
      owner text not null,
      identifier text,
      state text not null,
      file_name text not null,
      file_size bigint not null,
      total_pages integer,
      last_error text,
      notify_url text,
      source_id text,
      zip_id text,
      starts integer not null default 0,
      notify_tries integer not null default 0,
      notify_at timestamptz,
      created_at timestamptz not null default now(),
      changed_at timestamptz not null default now(),
      unique (owner, identifier)
    )`,
    'create index ppj_jobs_by_time on ppj_jobs (owner, created_at)',
    `create table ppj_passed_on (
      owner text not null,
      token text not null,
      identifier text,
      primary key (owner, token),
      unique (owner, identifier)
    )`,
    `create table ppj_sent (
      owner text not null,
      identifier text not null,
      file_name text not null,
      file_size bigint not null,
      tokens_before jsonb not null,
      primary key (owner, identifier)
    )`,
  ],
  ["alter table ppj_sent add column since timestamptz not null default now() - interval '1 day'"],
];
