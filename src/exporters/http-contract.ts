import type { Principal, Role } from "../access/principal.ts";

declare module "fastify" {
  interface FastifyRequest {
    principal: Principal;
  }
  interface FastifyContextConfig {
    auth?: "none" | Role;
  }
}
