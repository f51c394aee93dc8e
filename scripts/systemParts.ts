/** The parts of the system that npm cannot bring: what is missing here, and which Debian packages hold it. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { codeServerIsInstalled } from "./vscode.ts";

export interface MissingPart {
	readonly name: string;
	readonly packages: readonly string[];
}

const onPath = (program: string) =>
	(process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

/** E2E_CHROMIUM names another browser than Debian's. */
export const CHROMIUM = process.env.E2E_CHROMIUM ?? "/usr/bin/chromium";

export function missingForBrowser(): MissingPart[] {
	return existsSync(CHROMIUM) ? [] : [{ name: "Chromium", packages: ["chromium", "fonts-dejavu-core"] }];
}

/** code-server compiles one of its modules, against Kerberos, when it is installed; later it needs the browser only. */
export function missingForVsCode(): MissingPart[] {
	if (codeServerIsInstalled()) return missingForBrowser();
	const compiler = ["g++", "make", "python3"].filter((program) => !onPath(program));
	const kerberos = existsSync("/usr/include/gssapi/gssapi.h");
	return [
		...missingForBrowser(),
		...(kerberos ? [] : [{ name: "the Kerberos headers", packages: ["libkrb5-dev"] }]),
		...(compiler.length === 0
			? []
			: [{ name: `a compiler (${compiler.join(", ")})`, packages: ["build-essential", "pkg-config", "python3"] }]),
	];
}
