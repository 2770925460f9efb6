import type {FastifyError, FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {ZodError} from 'zod';

/** An answer that is an error: what status and words the caller gets (CONTRACT 2). */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.headers = headers;
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
    .send(JSON.stringify({message: error.message, type: typeOf(error.status)}));
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

function toHttpError(error: FastifyError): HttpError {
  if (error instanceof HttpError) return error;
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
