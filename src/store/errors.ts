import { AgentError } from "../base/errors.ts";

/** The disk, the database or the store's worker failed. Never the caller's fault. */
export class StoreError extends AgentError {}
