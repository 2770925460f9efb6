import type {FastifyReply, FastifyRequest} from 'fastify';
import type {Period} from './job-store.ts';
import type {describeJob} from './job.ts';

/** A Job as the API gives it. */
export type JobAnswer = ReturnType<typeof describeJob>;

/** The Jobs API behind its routes: built in, or another service's. Those of other users do not exist (404). */
export interface Jobs {
  /** Answers a POST: reads its form, makes a Job. @throws HttpError; there is no new Job then. */
  create(request: FastifyRequest): Promise<JobAnswer>;
  /** Tokens of the Jobs created in a period, the newest first. */
  list(user: string, period: Period): Promise<readonly string[]>;
  get(user: string, token: string): Promise<JobAnswer>;
  /** Answers with the zip, or the part of it that was asked for. @throws HttpError 400 while there is none. */
  download(token: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
  /** Removes what is older than it may be. */
  sweep(): Promise<void>;
  /** Ends all work; it goes on at the next start. */
  stop(): Promise<void>;
}
