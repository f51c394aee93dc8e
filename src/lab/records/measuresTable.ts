import type { Measures } from "./measure.ts";

const HEAD = [
	"model",
	"forget by heart",
	"retain by heart",
	"holdout by heart",
	"holdout in context",
	"forget in context",
	"forget after its text",
	"composed",
	"refused",
	"log p forget",
	"log p retain",
	"log p holdout",
	"AUC forget/holdout",
];

/** What every model knows and can do, as a Markdown table. */
export function measuresTable(rows: ReadonlyMap<string, Measures>): string {
	const lines = [...rows].map(([name, m]) => [
		name,
		...[m.byHeart.forget, m.byHeart.retain, m.byHeart.holdout, m.inContext.holdout, m.inContext.forget].map(share),
		...[m.afterText, m.composed, m.refused].map(share),
		...[m.textLogp.forget, m.textLogp.retain, m.textLogp.holdout].map((logp) => logp.toFixed(2)),
		share(m.textAuc),
	]);
	return [HEAD, HEAD.map((_, i) => (i === 0 ? "---" : "---:")), ...lines].map((c) => `| ${c.join(" | ")} |`).join("\n");
}

function share(value: number): string {
	return value.toFixed(3);
}
