import type { PlannedSettings } from "../../protocol/lsp.ts";

/** Fields that a plan hands to the editor and an audit takes back, as they stand in the request. */
const FIELDS = ["engine", "chat", "quantise", "probes", "furtherReferences", "relearned", "extraction"] as const;

type Planned = Pick<PlannedSettings, (typeof FIELDS)[number]>;

/** Those of them that were said. */
export function plannedSettings(from: Planned): Planned {
	return Object.fromEntries(FIELDS.flatMap((field) => (from[field] === undefined ? [] : [[field, from[field]]])));
}
