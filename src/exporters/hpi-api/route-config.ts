import type { z } from "zod";

declare module "fastify" {
  interface FastifyContextConfig {
    /** One line for the OpenAPI description. */
    summary?: string;
    /** Schema of the request body, for the same. */
    body?: z.ZodType;
  }
}
