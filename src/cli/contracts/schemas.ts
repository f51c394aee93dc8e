import * as z from "zod";
import { CONFIGURATION } from "../../runtime/configuration.ts";
import { POLICY_FILE } from "../../runtime/readPolicy.ts";
import { AUDIT_JSON } from "./audit.ts";
import { BENCH_JSON } from "./bench.ts";
import { GENERATED_LINE, PROMPT_LINE } from "./generate.ts";
import { METRIC_JSON } from "./metric.ts";
import { TOKEN_LINE } from "./score.ts";

/** The files under schemas/ and what they are made from. Refresh them with `UPDATE_SCHEMAS=1 npm test -- schemas`. */
const SOURCES = {
	"palimpsest.schema.json": CONFIGURATION,
	"policy.schema.json": POLICY_FILE,
	"audit.schema.json": AUDIT_JSON,
	"score.schema.json": TOKEN_LINE,
	"prompt.schema.json": PROMPT_LINE,
	"generate.schema.json": GENERATED_LINE,
	"metric.schema.json": METRIC_JSON,
	"bench.schema.json": BENCH_JSON,
} as const;

/** Every schema file as it should be, by name. What we read is strict; what we print may gain fields. */
export function schemaFiles(): ReadonlyMap<string, string> {
	return new Map(
		Object.entries(SOURCES).map(([name, schema]) => {
			const json = z.toJSONSchema(schema, { target: "draft-7", io: "input" });
			return [name, `${JSON.stringify(json, undefined, 2)}\n`];
		}),
	);
}
