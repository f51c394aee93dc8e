import * as vscode from "vscode";
import type { Server } from "../server/server.ts";
import { settingsOf } from "../server/settings.ts";
import type { ChosenModels, ModelChoice } from "./modelChoice.ts";
import { pickModel } from "./pickModel.ts";

/** `Select Models`: target, reference, original, in three steps of which the last two may be left out. */
export async function selectModels(server: Server, choice: ModelChoice): Promise<ChosenModels | undefined> {
	const title = (step: number) => vscode.l10n.t("Select Models ({0} of 3)", step);
	const target = await pickModel(server, {
		title: title(1),
		placeholder: vscode.l10n.t("The model to audit"),
	});
	if (!target?.file) return undefined;
	const reference = await pickModel(server, {
		title: title(2),
		placeholder: vscode.l10n.t(
			"A model that never saw the forget set: tells leaks from text that any model can complete",
		),
		none: vscode.l10n.t("No reference"),
	});
	if (!reference) return undefined;
	const original = await pickModel(server, {
		title: title(3),
		placeholder: vscode.l10n.t("The model before unlearning: shows how much was achieved"),
		none: vscode.l10n.t("No original"),
	});
	if (!original) return undefined;
	const models: ChosenModels = {
		target: target.file,
		...(reference.file && { reference: reference.file }),
		...(original.file && { original: original.file }),
	};
	await choice.set(models);
	if (settingsOf().plan.models?.target) {
		const sentence = vscode.l10n.t(
			"The setting palimpsest.models.target is still used first. Clear it to use this choice.",
		);
		void vscode.window.showInformationMessage(sentence);
	}
	return models;
}

/** The one question of a first audit. A reference can be marked on the way, and Select Models adds the rest later. */
export async function askForTarget(server: Server, choice: ModelChoice): Promise<ChosenModels | undefined> {
	const picked = await pickModel(server, {
		title: vscode.l10n.t("Palimpsest: which model should be audited?"),
		placeholder: vscode.l10n.t("A GGUF file. It is remembered for this workspace; Select Models changes it"),
		offersReference: true,
	});
	if (!picked?.file) return undefined;
	const models: ChosenModels = { target: picked.file, ...(picked.reference && { reference: picked.reference }) };
	await choice.set(models);
	return models;
}
