'use strict';

/**
 * The framework calls `Webex.init({ config, credentials: { access_token } })` with its `token` option unread.
 * The bot gives it the SDK surface of `src/chat/sdk.ts` as that option, so that no second HTTP client, no module
 * state and no token are needed here.
 */
exports.init = ({ credentials }) => credentials.access_token;
