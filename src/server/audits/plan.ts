import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { AuditRequest } from "../../core/audit/request.ts";
import { ROLES } from "../../core/model/question.ts";
import type { PlanParams, PlanReply } from "../../protocol/lsp.ts";
import { readConfiguration } from "../../runtime/configuration.ts";
import { planAudit } from "../../runtime/planAudit.ts";
import { answer } from "../answer.ts";
import { fileOf, uriOf } from "../files.ts";
import type { Session } from "../session.ts";
import { plannedSettings } from "./plannedSettings.ts";

/** `palimpsest/plan`: what an audit would use before anything is asked of the person. */
export function answerPlans(session: Session): void {
	answer(session, "plan", (params) => plan(session, params));
}

/**
 * palimpsest.json wins over the settings, the settings over the defaults. Paths in either are relative to the workspace
 * folder that holds the first document. Throws `Problem` when palimpsest.json is not what its schema says.
 */
export async function plan({ folders }: Session, { uris, settings }: PlanParams): Promise<PlanReply> {
	const files = uris.map(fileOf);
	const root = rootOf(files[0] ?? "", folders);
	const hasTarget = Boolean((await readConfiguration(root)).models?.target || settings.models?.target);
	// A plan may lack its target, a request may not: it gets a name that is taken away again.
	const models = { ...settings.models, ...(hasTarget ? {} : { target: "unnamed" }) };
	const request = await planAudit(root, { forget: files }, { ...settings, models });
	const adapters = Object.fromEntries(
		ROLES.flatMap((role) => {
			const laid = request.models[role]?.adapters;
			return laid ? [[role, laid] as const] : [];
		}),
	);
	const retain = setOf(request, "retain");
	const holdout = setOf(request, "holdout");
	return {
		models: Object.fromEntries(
			ROLES.flatMap((role) => {
				const model = role === "target" && !hasTarget ? undefined : request.models[role];
				return model ? [[role, model.file] as const] : [];
			}),
		),
		retain: retain.paths.map(uriOf),
		holdout: holdout.paths.map(uriOf),
		suite: request.suite,
		policy: request.policy,
		seed: request.seed,
		...(Object.keys(adapters).length > 0 ? { adapters } : {}),
		...plannedSettings(request),
		notices: [...retain.notices, ...holdout.notices],
	};
}

function rootOf(file: string, folders: readonly string[]): string {
	const holding = folders.filter((folder) => file === folder || file.startsWith(join(folder, "/")));
	return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(file);
}

/** `forget/` with `retain/` beside it needs no setting. Single documents are audited alone: that is quick. */
function setOf(request: AuditRequest, name: "retain" | "holdout") {
	const named = request[name];
	const [folder, another] = request.forget;
	if (named.length > 0 || !folder || another || !isFolder(folder)) return { paths: named, notices: [] };
	const sibling = join(dirname(folder), name);
	if (basename(folder) === name || !isFolder(sibling)) return { paths: [], notices: [] };
	const notice = `The folder "${name}" beside "${basename(folder)}" was taken as the ${name} set.`;
	return { paths: [sibling], notices: [notice] };
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
