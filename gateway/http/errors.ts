import type {FastifyError, FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {ZodError} from 'zod';
import {ShareError} from '../nas/share.ts';
import type {ShareProblem} from '../nas/share.ts';

/** An answer that is an error: what status and words the caller gets (CONTRACT 2). */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What programs go by, where the status alone does not tell. */
  readonly type: string;

  constructor(
    status: number,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    {type = typeOf(status), ...options}: ErrorOptions & {readonly type?: string} = {},
  ) {
    super(message, options);
    this.status = status;
    this.headers = headers;
    this.type = type;
  }
}

/** Makes every error of every endpoint a fitting status and `{"message", "type"}`. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const answer = toHttpError(error);
    if (answer.status >= 500) request.log.error({err: error}, 'a request failed');
    return sendError(reply, answer);
  });
  app.setNotFoundHandler((_request: FastifyRequest, reply: FastifyReply) =>
    sendError(reply, new HttpError(404, 'There is nothing here.')),
  );
}

/** Answers with an error's status, headers and words. */
export function sendError(reply: FastifyReply, error: HttpError): FastifyReply {
  return reply
    .code(error.status)
    .headers({...error.headers, 'Cache-Control': 'no-store'})
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({message: error.message, type: error.type}));
}

/** The `type` of an answer with this status. */
export function typeOf(status: number): string {
  return typeOfStatus[status] ?? (status < 500 ? 'RequestError' : 'InternalError');
}

const typeOfStatus: Readonly<Record<number, string>> = {
  400: 'ValidationError',
  401: 'AuthError',
  404: 'NotFoundError',
  405: 'MethodError',
  409: 'ConflictError',
  412: 'VersionError',
  413: 'TooLargeError',
  415: 'MediaTypeError',
  416: 'RangeError',
  429: 'RateLimitError',
  460: 'ChecksumError',
  503: 'UnavailableError',
  507: 'StorageError',
};

const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

// prettier-ignore
const ofShare = {
  gone:        [503, 'NasGoneError'],
  refused:     [503, 'NasRefusedError'],
  full:        [507, 'NasFullError'],
  'not-found': [404, 'NotFoundError'],
  exists:      [409, 'NasExistsError'],
  name:        [400, 'NasNameError'],
  failed:      [503, 'UnavailableError'],
} as const satisfies Record<ShareProblem, readonly [number, string]>;

function toHttpError(error: FastifyError): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ShareError) {
    const [status, type] = ofShare[error.problem];
    return new HttpError(status, error.message, {}, {type, cause: error});
  }
  if (error instanceof ZodError) return new HttpError(400, describe(error));
  if (noRoom.has(error.code)) return new HttpError(507, 'The disk is full.', {}, {cause: error});
  const status = error.statusCode ?? 500;
  return status < 500
    ? new HttpError(status, error.message, {}, {cause: error})
    : new HttpError(status, 'Something went wrong on our side.', {}, {cause: error});
}

function describe(error: ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? 'The request makes no sense.' : `${issue.path.join('.')}: ${issue.message}`;
}
