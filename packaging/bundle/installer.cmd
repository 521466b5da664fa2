@echo off
setlocal
chcp 65001 >nul
cd /d "%~dp0"
call "%~dp0chercher-python.cmd"
if errorlevel 1 (
  type "%~dp0demande-informatique.txt"
  pause
  exit /b 1
)
rem pip runs from its own wheel: a Python that is only unzipped has none. Nothing is downloaded.
for %%W in ("%~dp0wheels\pip-*.whl") do set "PIP=%%~fW"
%PY% "%PIP%/pip" install --no-index --no-deps --require-hashes --no-warn-script-location --disable-pip-version-check --upgrade --target "%~dp0bibliotheques" --find-links "%~dp0wheels" -r "%~dp0liste.txt"
if errorlevel 1 (
  type "%~dp0echec.txt"
  pause
  exit /b 1
)
type "%~dp0pret.txt"
pause
