import type { Form } from "./form.ts";

/** A form there is no resource for: it stands in the catalogue, asks nothing and says why. */
export function notBuilt(id: string, name: string, reason: string): Form {
	return { id, name, words: reason, kind: "residual", missing: reason, build: () => ({ reason }) };
}
