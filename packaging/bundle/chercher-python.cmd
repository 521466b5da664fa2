@echo off
rem Sets PY to a Python @PYTHON@: one that is unzipped beside (folder "python"), else that of the machine.
set "PY="
set "TEST=import sys; sys.exit(sys.version_info[:2] != tuple(map(int, '@PYTHON@'.split('.'))))"
if exist "%~dp0python\python.exe" (
  "%~dp0python\python.exe" -c "%TEST%" >nul 2>nul
  if not errorlevel 1 set "PY="%~dp0python\python.exe""
)
if defined PY exit /b 0
py -@PYTHON@ -c "%TEST%" >nul 2>nul
if not errorlevel 1 set "PY=py -@PYTHON@"
if defined PY exit /b 0
python -c "%TEST%" >nul 2>nul
if not errorlevel 1 set "PY=python"
if defined PY exit /b 0
exit /b 1
