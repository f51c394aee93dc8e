import { stat } from "node:fs/promises";
import { Problem } from "../core/audit/problem.ts";
import type { AuditRequest } from "../core/audit/request.ts";

/**
 * Every relearned copy that was named is a file of its own, and stands for one thing. Throws Problem("input") before an
 * audit has asked everything else.
 */
export async function checkCopies({ relearned }: Pick<AuditRequest, "relearned">): Promise<void> {
	if (relearned === undefined || relearned === "train") return;
	const files = new Map<string, string>();
	const names = new Map<string, string>();
	for (const { of, lesson, steps, file } of relearned) {
		const name = `${of}/${lesson}/${steps}`;
		if (!(await stat(file).catch(() => undefined))?.isFile()) {
			throw new Problem("input", `The relearned copy ${name}=${file} is not a file.`, "Check the path.");
		}
		const [otherName, otherFile] = [files.get(file), names.get(name)];
		if (otherName ?? otherFile) {
			const twice = otherFile ? `Two relearned copies are named ${name}` : `${file} is named ${otherName} and ${name}`;
			throw new Problem("input", `${twice}.`, "Name every copy once.");
		}
		files.set(file, name);
		names.set(name, file);
	}
}
