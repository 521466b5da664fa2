@echo off
setlocal
chcp 65001 >nul
set "PYTHONUTF8=1"
call "%~dp0chercher-python.cmd"
if errorlevel 1 (
  type "%~dp0demande-informatique.txt"
  pause
  exit /b 1
)
%PY% "%~dp0lancer.py" %*
set "CODE=%ERRORLEVEL%"
if "%~1"=="" pause
exit /b %CODE%
