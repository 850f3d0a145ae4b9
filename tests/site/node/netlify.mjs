// Prints what Netlify itself reads in a netlify.toml: redirects, headers, and every fault it finds.
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";

const netlifyConfigPath = process.argv[2];
const { redirects, errors: redirectErrors } = await parseAllRedirects({
  netlifyConfigPath, redirectsFiles: [], configRedirects: [], minimal: true,
});
const { headers, errors: headerErrors } = await parseAllHeaders({
  netlifyConfigPath, headersFiles: [], configHeaders: [], minimal: true,
});
console.log(JSON.stringify({
  redirects, headers, errors: [...redirectErrors, ...headerErrors].map(({ message }) => message),
}));
