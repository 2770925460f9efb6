import {createHash, timingSafeEqual} from 'node:crypto';
import type {FastifyInstance, FastifyRequest} from 'fastify';
import {FailedSignIns} from './failed-sign-ins.ts';
import {HttpError} from './http/errors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who signed in; empty on routes that need no token. */
    user: string;
  }
}

/** Knows who a token belongs to, and refuses all others (CONTRACT 2). */
export class SignIn {
  readonly #users: ReadonlyArray<{readonly user: string; readonly digest: Buffer}>;
  readonly #failures = new FailedSignIns();
  /** Addresses with tokens that signed in from there: a neighbour's failures do not lock them out. */
  readonly #known = new Set<string>();

  constructor(tokens: ReadonlyMap<string, string>) {
    this.#users = [...tokens].map(([user, token]) => ({user, digest: digestOf(token)}));
  }

  /** Makes every route of this scope ask for a token, before its body is read. */
  guard(scope: FastifyInstance, findToken: (request: FastifyRequest) => string | undefined): void {
    scope.addHook('onRequest', async (request) => {
      request.user = this.#signIn(findToken(request), request.ip);
    });
  }

  #signIn(token: string | undefined, address: string): string {
    if (token === undefined) throw notSignedIn();
    const digest = digestOf(token);
    const visitor = `${address} ${digest.toString('base64')}`;
    const seconds = this.#failures.secondsToWait(address);
    if (seconds > 0 && !this.#known.has(visitor) && !isLoopback(address)) throw tooManyFailures(seconds);

    const user = this.#findUser(digest);
    if (user !== undefined) {
      this.#known.add(visitor);
      return user;
    }
    if (seconds > 0) throw tooManyFailures(seconds);
    this.#failures.count(address);
    throw notSignedIn();
  }

  /** Compares with all users, whoever it is: the time it takes says nothing. */
  #findUser(digest: Buffer): string | undefined {
    let found: string | undefined;
    for (const known of this.#users) if (timingSafeEqual(known.digest, digest)) found = known.user;
    return found;
  }
}

/** The token of `Authorization: Bearer <token>`. */
export function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The token of `X-PPJ-Credential: <token>`. */
export function ppjCredential(request: FastifyRequest): string | undefined {
  const credential = request.headers['x-ppj-credential'];
  return typeof credential === 'string' && credential !== '' ? credential : undefined;
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

const notSignedIn = () => new HttpError(401, 'Sign in with a valid token.', {'WWW-Authenticate': 'Bearer'});

const tooManyFailures = (seconds: number) =>
  new HttpError(429, 'Too many failed sign-ins; try again later.', {'Retry-After': String(seconds)});
