import { basename } from "node:path";
import type { FurtherReference } from "../core/audit/furtherReferences.ts";
import { CLIMBERS } from "../core/audit/residualGains.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import { ROLES } from "../core/model/question.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { descriptionsOf, provenanceOf } from "./modelFacts.ts";

/** What references are compared in: the ladder for its null gate, membership for the spread of PrivLeak. */
const COMPARED: readonly string[] = [...CLIMBERS, "min-k"];

/**
 * The same audit with each further reference in the target's place, and why one was not asked: a model that is in the audit
 * already would count twice, and pass for a spread.
 */
export async function furtherReferenceAudits(plan: AuditPlan, parts: AuditParts) {
	const { reference } = parts.models;
	const furtherReferences: FurtherReference[] = [];
	const notCompared: string[] = [];
	const probes = plan.probes.filter(({ id }) => COMPARED.includes(id));
	const taken = new Map<string, string>(
		ROLES.flatMap((role) => (parts.models[role] ? [[parts.models[role].key, `the ${role}`] as const] : [])),
	);
	for (const file of parts.request.furtherReferences ?? []) {
		const not = (why: string) => notCompared.push(`The further reference ${basename(file)} was not asked: ${why}.`);
		if (!reference) {
			not("there is no reference to compare it with");
			continue;
		}
		if (probes.length === 0) {
			not("the suite has no probe in which references are compared");
			continue;
		}
		const target = await parts.meet({ file });
		const same = taken.get(target.key);
		if (same !== undefined) {
			not(`it is the same model as ${same}`);
			continue;
		}
		taken.set(target.key, "another one");
		const models = { target, reference };
		const { documents, conclusions } = await driveAudit(
			{ ...plan, models: descriptionsOf(models), probes },
			{ ...parts, models },
		);
		await parts.residents.release({ file });
		furtherReferences.push({ model: provenanceOf(models).target, documents: documents.forget, conclusions });
	}
	return { furtherReferences, notCompared };
}
