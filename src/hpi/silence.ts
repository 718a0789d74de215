import type { Resource } from "./resource.ts";

type Asked = Pick<Resource, "id" | "controller">;

/** Who does not answer: resources on their own account, and everything behind a controller together. */
export class Silence {
  readonly #resources = new Set<number>();
  readonly #controllers = new Set<string>();

  /** Whatever the reason. */
  of({ id, controller }: Asked): boolean {
    return this.#resources.has(id) || this.#controllers.has(controller);
  }

  /** False when that was known already. */
  setResource(id: number, silent: boolean): boolean {
    return change(this.#resources, id, silent);
  }

  setController(controller: string, silent: boolean): boolean {
    return change(this.#controllers, controller, silent);
  }

  forget(id: number): void {
    this.#resources.delete(id);
  }
}

function change<T>(set: Set<T>, item: T, wanted: boolean): boolean {
  if (set.has(item) === wanted) return false;
  if (wanted) set.add(item);
  else set.delete(item);
  return true;
}
