import { bare as alone, type Form } from "../../facts/form.ts";

/** R0: nothing but the question. What is answered here is known. */
export const bare: Form = {
	id: "r0",
	name: "R0",
	words: "no context",
	kind: "residual",
	rung: 0,
	build: (item) => alone(item),
};
