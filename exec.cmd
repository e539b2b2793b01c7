@rem Stands in for the shell's exec, which npm run headless uses elsewhere so that signals reach the service.
@%*
