@echo off
rem Builds the command line once, in Release, and again after its sources have changed; then runs it.
setlocal enableextensions disabledelayedexpansion
set "root=%~dp0"
set "root=%root:~0,-1%"
set "state=%root%\artifacts\launcher"
set "program=%state%\bin\Graft.Cli\release\Graft.Cli.dll"
set "stamp=%state%\built"

call :stale
if errorlevel 1 goto run
call :build_alone
if errorlevel 1 exit /b 1

:run
dotnet "%program%" %*
exit /b %errorlevel%

rem Ends with 0 where the program is older than a file that it is made from.
:stale
if not exist "%program%" exit /b 0
if not exist "%stamp%" exit /b 0
powershell -NoProfile -NonInteractive -Command ^
  "$built = (Get-Item -LiteralPath $env:stamp).LastWriteTimeUtc;" ^
  "$shared = 'Directory.Build.props', 'Directory.Packages.props', 'Native.props', 'global.json' | ForEach-Object { Get-Item (Join-Path $env:root $_) };" ^
  "$own = Get-ChildItem -Recurse -LiteralPath (Join-Path $env:root 'src') | Where-Object { $_.FullName -notmatch '\\(bin|obj)(\\|$)' -and $_.Name -ne 'packages.lock.json' };" ^
  "if (@($shared) + @($own) | Where-Object { $_.LastWriteTimeUtc -gt $built }) { exit 0 } else { exit 1 }"
exit /b %errorlevel%

rem One builds, the others wait: only one can write to the lock at a time.
:build_alone
if not exist "%state%" mkdir "%state%"
set "result="
call :lock_and_build 3>&2 2>nul
if defined result exit /b %result%
timeout /t 1 /nobreak >nul
goto build_alone

:lock_and_build
9>"%state%\lock" call :build_if_stale
exit /b 0

:build_if_stale
set "result=0"
call :stale
if errorlevel 1 exit /b 0
where dotnet >nul 2>nul
if errorlevel 1 (
  echo graft: the .NET 10 SDK is needed to build graft, and there is no "dotnet" on the PATH: https://dot.net >&3
  set "result=1"
  exit /b 1
)
echo graft: building (once; later starts do not) ... >&3
copy /y nul "%stamp%.begun" >nul
rem A program that is still running keeps its files: then the build says so.
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "MSBUILDDISABLENODEREUSE=1"
dotnet build "%root%\src\Graft.Cli\Graft.Cli.csproj" --configuration Release --verbosity quiet --nologo ^
  --artifacts-path "%state%" -p:UseSharedCompilation=false ^
  -p:CreateHardLinksForCopyFilesToOutputDirectoryIfPossible=false >"%state%\log" 2>&1
if errorlevel 1 (
  type "%state%\log" >&3
  echo graft: the build failed; see above. >&3
  set "result=1"
  exit /b 1
)
move /y "%stamp%.begun" "%stamp%" >nul
exit /b 0
