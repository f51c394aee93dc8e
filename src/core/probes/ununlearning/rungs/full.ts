import { after, type Form } from "../../facts/form.ts";

/** R8: the fact itself. Any capable model repeats it; a model that cannot says nothing on any rung. */
export const full: Form = {
	id: "r8",
	name: "R8",
	words: "the fact itself in context",
	kind: "reintroduction",
	rung: 8,
	build: (item) => after(item.statement, item),
};
