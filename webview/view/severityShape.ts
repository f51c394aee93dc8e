import type { Severity } from "../../src/core/audit/severity.ts";

/** A severity's shape in the margin and in lists: never colour alone. */
export const SEVERITY_SHAPES: Readonly<Record<Severity, string>> = { error: "■", warning: "▲", info: "●" };
