import type { AuditResult } from "../audit/result.ts";
import { PROBES } from "../probes/registry.ts";
import type { ReportExtras } from "./reportExtras.ts";

type KnownProbe = NonNullable<ReportExtras["probes"]>[number];

/** The probes that took part in an audit, as the catalogue knows them; ids it does not know are left out. */
export function auditedProbes(
	{ provenance }: Pick<AuditResult, "provenance">,
	probes: readonly KnownProbe[] = PROBES,
): readonly KnownProbe[] {
	return probes.filter(({ id }) => Object.hasOwn(provenance.probes, id));
}
