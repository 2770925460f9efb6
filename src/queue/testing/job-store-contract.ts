import type {ContractCase} from './contract-case.ts';
import {queries} from './job-store-queries.ts';
import {writes} from './job-store-writes.ts';

/** What a `JobStore` must do, whatever it is made of: each case runs against an empty store, in any test runner or page. */
export const jobStoreContract: readonly ContractCase[] = [...writes, ...queries];
