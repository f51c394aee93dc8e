/** The first Node with a stable node:sqlite; package.json says the same. */
const NEEDED = [22, 13] as const;

/** One sentence when this version of Node ("22.13.0") is too old to run Palimpsest, else undefined. */
export function oldNode(version: string): string | undefined {
	const [major = 0, minor = 0] = version.split(".").map(Number);
	if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
	const how = "in its repository `npm run -s palimpsest -- ARGS` brings its own";
	return `Palimpsest needs Node ${NEEDED.join(".")} or newer and this is ${version}: ${how}.`;
}
