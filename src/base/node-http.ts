/**
 * Node's HTTP. An `import` of `node:http` reads every property of it, and one of them loads a whole second HTTP client:
 * 30 ms of processor time at each start.
 */
export const http = process.getBuiltinModule("node:http");
