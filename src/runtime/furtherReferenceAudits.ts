import type { FurtherReference } from "../core/audit/furtherReferences.ts";
import { CLIMBERS } from "../core/audit/residualGains.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { descriptionsOf, provenanceOf } from "./modelFacts.ts";

/** What references are compared in: the ladder for its null gate, membership for the spread of PrivLeak. */
const COMPARED: readonly string[] = [...CLIMBERS, "min-k"];

/** The same audit with each further reference in the target's place. */
export async function furtherReferenceAudits(plan: AuditPlan, parts: AuditParts): Promise<readonly FurtherReference[]> {
	const { reference } = parts.models;
	if (!reference) return [];
	const probes = plan.probes.filter(({ id }) => COMPARED.includes(id));
	const asked: FurtherReference[] = [];
	for (const file of parts.request.furtherReferences ?? []) {
		const models = { target: await parts.meet({ file }), reference };
		const { documents, conclusions } = await driveAudit(
			{ ...plan, models: descriptionsOf(models), probes },
			{ ...parts, models },
		);
		asked.push({ model: provenanceOf(models).target, documents: documents.forget, conclusions });
	}
	return asked;
}
