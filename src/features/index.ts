import type { Command } from '#intent/command.ts';
import { can } from './account/can.ts';
import { login } from './account/login.ts';
import { logout } from './account/logout.ts';
import { whoami } from './account/whoami.ts';
import { approvals } from './approvals/approvals.ts';
import { approve } from './approvals/approve.ts';
import { withdraw } from './approvals/withdraw.ts';
import { audit } from './audit/audit.ts';
import { auditExport } from './audit/audit-export.ts';
import { auditVerify } from './audit/audit-verify.ts';
import { history } from './audit/history.ts';
import { code } from './codes/code.ts';
import { codeLeft } from './codes/code-left.ts';
import { phoneAdd } from './codes/phone-add.ts';
import { config } from './configurations/config.ts';
import { configDiff } from './configurations/config-diff.ts';
import { configExport } from './configurations/config-export.ts';
import { configReset } from './configurations/config-reset.ts';
import { configSet } from './configurations/config-set.ts';
import { clear } from './controls/clear.ts';
import { dial } from './controls/dial.ts';
import { hangup } from './controls/hangup.ts';
import { message } from './controls/message.ts';
import { mute } from './controls/mute.ts';
import { reboot } from './controls/reboot.ts';
import { retry } from './controls/retry.ts';
import { standby } from './controls/standby.ts';
import { unmute } from './controls/unmute.ts';
import { volume } from './controls/volume.ts';
import { wake } from './controls/wake.ts';
import { details } from './devices/details.ts';
import { device } from './devices/device.ts';
import { deviceDelete } from './devices/device-delete.ts';
import { devices } from './devices/devices.ts';
import { guess } from './devices/guess.ts';
import { notify } from './devices/notify.ts';
import { use } from './devices/use.ts';
import { doctor } from './doctor/doctor.ts';
import { help } from './help/help.ts';
import { hotDeskEnd } from './hotdesks/hot-desk-end.ts';
import { hotDesks } from './hotdesks/hot-desks.ts';
import { breakGlass } from './limits/break-glass.ts';
import { limits } from './limits/limits.ts';
import { floorDelete } from './locations/floor-delete.ts';
import { floorEdit } from './locations/floor-edit.ts';
import { floorNew } from './locations/floor-new.ts';
import { floors } from './locations/floors.ts';
import { location } from './locations/location.ts';
import { locationDelete } from './locations/location-delete.ts';
import { locationEdit } from './locations/location-edit.ts';
import { locationNew } from './locations/location-new.ts';
import { locations } from './locations/locations.ts';
import { locationsExport } from './locations/locations-export.ts';
import { locks } from './locks/locks.ts';
import { takeBack } from './locks/take-back.ts';
import { unlock } from './locks/unlock.ts';
import { metrics } from './metrics/metrics.ts';
import { usage } from './metrics/usage.ts';
import { fix } from './naming/fix.ts';
import { fixChoose } from './naming/fix-choose.ts';
import { fixFile } from './naming/fix-file.ts';
import { fixList } from './naming/fix-list.ts';
import { fixUndo } from './naming/fix-undo.ts';
import { rule } from './naming/rule.ts';
import { ruleAdd } from './naming/rule-add.ts';
import { ruleRemove } from './naming/rule-remove.ts';
import { rulesList } from './naming/rules-list.ts';
import { rulesReset } from './naming/rules-reset.ts';
import { drift } from './profiles/drift.ts';
import { driftCheck } from './profiles/drift-check.ts';
import { driftCheckRun } from './profiles/drift-check-run.ts';
import { driftCheckStop } from './profiles/drift-check-stop.ts';
import { driftChecks } from './profiles/drift-checks.ts';
import { profile } from './profiles/profile.ts';
import { profileApply } from './profiles/profile-apply.ts';
import { profileDelete } from './profiles/profile-delete.ts';
import { profileExport } from './profiles/profile-export.ts';
import { profileRename } from './profiles/profile-rename.ts';
import { profileRestore } from './profiles/profile-restore.ts';
import { profileSave } from './profiles/profile-save.ts';
import { profileSet } from './profiles/profile-set.ts';
import { profileUnset } from './profiles/profile-unset.ts';
import { profiles } from './profiles/profiles.ts';
import { rolloutCancel } from './rollouts/cancel.ts';
import { rolloutChange } from './rollouts/change.ts';
import { rolloutFailures } from './rollouts/failures.ts';
import { rolloutPause } from './rollouts/pause.ts';
import { rolloutReport } from './rollouts/report.ts';
import { rolloutResume } from './rollouts/resume.ts';
import { rolloutRetry } from './rollouts/retry.ts';
import { rollout } from './rollouts/rollout.ts';
import { rollouts } from './rollouts/rollouts.ts';
import { rolloutShow } from './rollouts/show.ts';
import { rolloutStart } from './rollouts/start.ts';
import { rolloutStop } from './rollouts/stop.ts';
import { rolloutUndo } from './rollouts/undo.ts';
import { alias } from './shortcuts/alias.ts';
import { aliasAdd } from './shortcuts/alias-add.ts';
import { aliasRemove } from './shortcuts/alias-remove.ts';
import { aliases } from './shortcuts/aliases.ts';
import { repeat } from './shortcuts/repeat.ts';
import { undo } from './shortcuts/undo.ts';
import { retag } from './tags/retag.ts';
import { tag } from './tags/tag.ts';
import { tags } from './tags/tags.ts';
import { untag } from './tags/untag.ts';
import { workspace } from './workspaces/workspace.ts';
import { workspaceDelete } from './workspaces/workspace-delete.ts';
import { workspaceEdit } from './workspaces/workspace-edit.ts';
import { workspaceNew } from './workspaces/workspace-new.ts';
import { workspacePersonalise } from './workspaces/workspace-personalise.ts';
import { workspaces } from './workspaces/workspaces.ts';
import { workspacesExport } from './workspaces/workspaces-export.ts';
import { browse } from './xapi/browse.ts';
import { explain } from './xapi/explain.ts';
import { exportStatus } from './xapi/export.ts';
import { extend } from './xapi/extend.ts';
import { form } from './xapi/form.ts';
import { search } from './xapi/search.ts';
import { status } from './xapi/status.ts';
import { unwatch } from './xapi/unwatch.ts';
import { watch } from './xapi/watch.ts';
import { watches } from './xapi/watches.ts';
import { xcommand } from './xapi/xcommand.ts';

/** Every command of the bot, a file each. */
export const commands: readonly Command[] = [
  devices,
  device,
  details,
  use,
  notify,
  tags,
  tag,
  untag,
  retag,
  deviceDelete,
  volume,
  mute,
  unmute,
  wake,
  standby,
  message,
  dial,
  hangup,
  clear,
  reboot,
  retry,
  undo,
  locks,
  takeBack,
  unlock,
  approvals,
  approve,
  withdraw,
  breakGlass,
  rollouts,
  config,
  configSet,
  configDiff,
  rollout,
  rolloutStart,
  rolloutShow,
  rolloutPause,
  rolloutStop,
  rolloutResume,
  rolloutCancel,
  rolloutUndo,
  rolloutReport,
  rolloutFailures,
  rolloutRetry,
  rolloutChange,
  workspaces,
  workspace,
  workspaceNew,
  workspaceEdit,
  workspaceDelete,
  workspacePersonalise,
  workspacesExport,
  code,
  codeLeft,
  phoneAdd,
  hotDesks,
  hotDeskEnd,
  fix,
  fixList,
  fixChoose,
  fixFile,
  fixUndo,
  rulesList,
  rule,
  ruleAdd,
  ruleRemove,
  rulesReset,
  locations,
  location,
  locationsExport,
  locationNew,
  locationEdit,
  locationDelete,
  floors,
  floorNew,
  floorEdit,
  floorDelete,
  profiles,
  profile,
  profileSave,
  profileSet,
  profileUnset,
  profileApply,
  profileExport,
  profileRename,
  profileRestore,
  profileDelete,
  drift,
  driftCheck,
  driftChecks,
  driftCheckRun,
  driftCheckStop,
  metrics,
  usage,
  configReset,
  configExport,
  status,
  xcommand,
  form,
  search,
  browse,
  explain,
  exportStatus,
  watch,
  watches,
  unwatch,
  extend,
  history,
  audit,
  auditVerify,
  auditExport,
  repeat,
  aliases,
  aliasAdd,
  alias,
  aliasRemove,
  whoami,
  login,
  logout,
  limits,
  can,
  doctor,
  help,
  guess,
];
