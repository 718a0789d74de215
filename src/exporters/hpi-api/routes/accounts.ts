import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Account } from "../../../access/accounts.ts";
import { type Role, roles } from "../../../access/principal.ts";
import { tryLater } from "../../../http/authenticate.ts";
import { HttpError } from "../../../http/problem.ts";
import { jsonTime } from "../../json-time.ts";
import type { HpiApiOptions } from "../context.ts";
import { parseAs } from "./parameters.ts";

// What a name and a password have to be like is for the accounts to say.
const text = z.string().max(256);
const role = z.enum(roles);
const newAccount = z.strictObject({ name: text, role, password: text.optional() });
const changedAccount = z.strictObject({
  role: role.optional(),
  password: text.optional(),
  enabled: z.boolean().optional(),
});

const ownPassword = z.strictObject({ current: text, password: text });

/** GET and POST /accounts; PATCH and DELETE /accounts/:name; POST /password. */
export function accountRoutes(app: FastifyInstance, { accounts, authenticator, newPassword }: HpiApiOptions): void {
  const auth: Role = "Administrator";

  app.get("/accounts", { config: { auth, summary: "Who may log in" } }, () => ({
    accounts: accounts.list().map(accountView),
  }));

  const creates = "Lets somebody log in; a password that is not given is made and told once";
  app.post("/accounts", { config: { auth, summary: creates, body: newAccount } }, async (request, reply) => {
    const { name, role, password } = parseAs(newAccount, request.body);
    const made = password === undefined ? { password: newPassword() } : {};
    const account = await accounts.create({ name, role, password: password ?? made.password ?? "" });
    reply.header("location", `${app.prefix}/accounts/${encodeURIComponent(name)}`);
    return reply.code(201).send({ ...accountView(account), ...made });
  });

  app.patch<{ Params: { name: string } }>(
    "/accounts/:name",
    { config: { auth, summary: "Changes role or password, or disables the account", body: changedAccount } },
    async ({ params, body }) => {
      const { role, password, enabled } = parseAs(changedAccount, body);
      const change = {
        ...(role === undefined ? {} : { role }),
        ...(password === undefined ? {} : { password }),
        ...(enabled === undefined ? {} : { enabled }),
      };
      return accountView(await accounts.update(params.name, change));
    },
  );

  app.delete<{ Params: { name: string } }>(
    "/accounts/:name",
    { config: { auth, summary: "Removes an account" } },
    async ({ params: { name } }) => {
      await accounts.remove(name);
      return { name };
    },
  );

  const changes = "Changes one's own password, and ends all of one's sessions";
  app.post(
    "/password",
    { config: { auth: "ReadOnly", whilePasswordChangeRequired: true, summary: changes, body: ownPassword } },
    async ({ principal: { id, door, source }, body }) => {
      const { current, password } = parseAs(ownPassword, body);
      // Who has found a session open does not know the password, and may not guess it any faster here.
      const answer = await authenticator.password(id, current, door, source);
      if (answer.kind === "later") throw tryLater(answer);
      if (answer.kind === "refused") throw new HttpError(403, "E_PASSWORD_CURRENT", "the current password is wrong");
      return accountView(await accounts.update(id, { password }));
    },
  );
}

function accountView({ name, role, enabled, created, passwordChanged }: Account) {
  return { name, role, enabled, created: jsonTime(created), passwordChanged: jsonTime(passwordChanged) };
}
